package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;
import org.jspecify.annotations.Nullable;

/** An item of a list with its place, which is null if it is a default. */
record Located<T>(T value, @Nullable SourceSpan span) {}
