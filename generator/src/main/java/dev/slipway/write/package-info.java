/** The only way to disk: compare, refuse, replace atomically, remember what is ours. */
@NullMarked
package dev.slipway.write;

import org.jspecify.annotations.NullMarked;
