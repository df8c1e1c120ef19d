/** What a repository wants of its pipeline, complete and valid. */
@NullMarked
package dev.slipway.model;

import org.jspecify.annotations.NullMarked;
