/** What a repository holds, and the {@code slipway.yaml} that follows from it. */
@NullMarked
package dev.slipway.init;

import org.jspecify.annotations.NullMarked;
