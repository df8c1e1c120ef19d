/** Writing JSON, for reports and the schema, and reading the small documents of others. */
@NullMarked
package dev.slipway.json;

import org.jspecify.annotations.NullMarked;
