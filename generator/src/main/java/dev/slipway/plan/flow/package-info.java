/** One class for each flow: the set of files that it is made of. */
@NullMarked
package dev.slipway.plan.flow;

import org.jspecify.annotations.NullMarked;
