/** From the bytes of slipway.yaml to a pipeline, with every problem at its position. */
@NullMarked
package dev.slipway.config;

import org.jspecify.annotations.NullMarked;
