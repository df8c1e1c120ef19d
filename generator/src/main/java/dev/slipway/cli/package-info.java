/** The commands: options in, one use case, one result out. */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
