/** Which files a pipeline needs and every value in them, decided here and nowhere else. */
@NullMarked
package dev.slipway.plan;

import org.jspecify.annotations.NullMarked;
