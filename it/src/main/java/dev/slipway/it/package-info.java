/** Rehearsals: the published catalog and the generated callers, run for real in containers. */
@NullMarked
package dev.slipway.it;

import org.jspecify.annotations.NullMarked;
