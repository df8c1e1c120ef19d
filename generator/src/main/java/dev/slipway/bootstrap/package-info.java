/** What AWS accounts and GitHub have to know of a pipeline before it runs, from the workflows that it consists of. */
@NullMarked
package dev.slipway.bootstrap;

import org.jspecify.annotations.NullMarked;
