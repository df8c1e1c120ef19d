/** Which files a repository gets beside its workflows, and every value in them. */
@NullMarked
package dev.slipway.plan.scaffold;

import org.jspecify.annotations.NullMarked;
