package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;

/** A key that the user chose, with its place and its value. */
record Named<T>(String name, SourceSpan span, Field<T> value) {}
