package dev.slipway.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build set it. */
final class Version implements IVersionProvider {

    static String number() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"slipway " + number()};
    }
}
