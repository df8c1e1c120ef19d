package dev.slipway.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;

/** The program. */
@TopCommand
@Command(name = "slipway", mixinStandardHelpOptions = true)
public final class SlipwayCommand {}
