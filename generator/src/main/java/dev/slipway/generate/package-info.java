/** The use cases: from a directory to its change set. */
@NullMarked
package dev.slipway.generate;

import org.jspecify.annotations.NullMarked;
