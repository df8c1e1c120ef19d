package dev.slipway.cli;

import picocli.CommandLine.Option;

/** Options that every command has which reports problems. */
final class ReportOptions {
    @Option(
            names = "--format",
            paramLabel = "text|json|sarif|github",
            defaultValue = "text",
            description = "How problems are reported: ${COMPLETION-CANDIDATES}. Default: text.")
    Format format = Format.TEXT;
}
