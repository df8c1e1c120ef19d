/** Diagnostics as text, JSON, SARIF and GitHub annotations. */
@NullMarked
package dev.slipway.diagnostics.render;

import org.jspecify.annotations.NullMarked;
