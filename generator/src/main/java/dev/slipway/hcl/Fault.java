package dev.slipway.hcl;

/**
 * Why a file says less than it seems to.
 *
 * @param line the line, from 1
 * @param what the reason, as the end of a sentence; it may quote the file
 * @param certain whether Terraform refuses the file too; if not, this program alone cannot read it
 */
public record Fault(int line, String what, boolean certain) {}
