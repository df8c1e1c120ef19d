/** What Terraform's files declare: their syntax, and the variables and modules of one directory. */
@NullMarked
package dev.slipway.hcl;

import org.jspecify.annotations.NullMarked;
