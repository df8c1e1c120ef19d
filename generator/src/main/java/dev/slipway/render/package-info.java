/** From planned values to text, by Qute templates that cannot emit an unquoted value. */
@NullMarked
package dev.slipway.render;

import org.jspecify.annotations.NullMarked;
