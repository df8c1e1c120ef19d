/** Writing JSON, for reports and the schema. Nothing reads it here. */
@NullMarked
package dev.slipway.json;

import org.jspecify.annotations.NullMarked;
