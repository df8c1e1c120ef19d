/** What the organisation's actions repository holds: actions, workflows, Terraform modules, their contracts and pins. */
@NullMarked
package dev.slipway.catalog;

import org.jspecify.annotations.NullMarked;
