/** What is wrong with an input, where, and how to cure it. */
@NullMarked
package dev.slipway.diagnostics;

import org.jspecify.annotations.NullMarked;
