package dev.slipway.render;

import dev.slipway.catalog.Resources;
import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.NamespaceResolver;
import io.quarkus.qute.ParserConfig;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.ValueResolver;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import io.quarkus.qute.runtime.QuteRecorder.QuteContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Qute engine, in place of the extension's own. That one parses every template of the program at every start; this
 * one parses a template when it is first rendered, which is a tenth of them in a {@code generate}. Both use the value
 * resolvers that the build makes, so nothing is reflected upon.
 */
@Singleton
final class TemplateEngine {
    private static final List<String> SUFFIXES = List.of("yml", "md", "ini", "py", "txt", "tf");

    @Produces
    @Singleton
    Engine engine(QuteContext context) {
        EngineBuilder builder = Engine.builder()
                .strictRendering(true)
                .removeStandaloneLines(true)
                .addDefaultSectionHelpers()
                .addValueResolvers(
                        ValueResolvers.thisResolver(),
                        ValueResolvers.orResolver(),
                        ValueResolvers.trueResolver(),
                        ValueResolvers.collectionResolver(),
                        ValueResolvers.mapperResolver(),
                        ValueResolvers.rawResolver(),
                        ValueResolvers.logicalAndResolver(),
                        ValueResolvers.logicalOrResolver())
                .addResultMapper(new YamlResults())
                .addResultMapper(new InertResults())
                .configureParser((template, variant) -> new ParserConfig('='))
                .addLocator(TemplateEngine::locate);
        for (String generated : context.getResolverClasses()) {
            switch (resolver(generated)) {
                case ValueResolver values -> builder.addValueResolver(values);
                case NamespaceResolver names -> builder.addNamespaceResolver(names);
                default -> throw new IllegalStateException("no resolver: " + generated);
            }
        }
        return builder.build();
    }

    /** A template by its path below {@code templates/}, with its suffix or, as checked templates name it, without. */
    private static Optional<TemplateLocation> locate(String id) {
        return Stream.concat(Stream.of(""), SUFFIXES.stream().map(suffix -> "." + suffix))
                .map(suffix -> id + suffix)
                .filter(path -> SUFFIXES.contains(suffix(path)) && Resources.exists("templates/" + path))
                .<TemplateLocation>map(Packaged::new)
                .findFirst();
    }

    /** How values are let in. The pages of the catalog are of text that the program carries itself. */
    private static String contentType(String path) {
        if (suffix(path).equals("yml")) {
            return YamlResults.CONTENT_TYPE;
        }
        return path.startsWith("helpers/") || suffix(path).equals("tf") ? InertResults.CONTENT_TYPE : "text/markdown";
    }

    private static String suffix(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** A resolver that the build made. Its class is registered for native images by the Qute extension. */
    private static Object resolver(String className) {
        try {
            return Thread.currentThread()
                    .getContextClassLoader()
                    .loadClass(className)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A template of the program. */
    private record Packaged(String path) implements TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader(Resources.text("templates/" + path));
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(new Variant(Locale.ROOT, StandardCharsets.UTF_8, contentType(path)));
        }
    }
}
