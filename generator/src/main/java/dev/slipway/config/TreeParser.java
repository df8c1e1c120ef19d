package dev.slipway.config;

import dev.slipway.config.ConfigTree.Entry;
import dev.slipway.config.ConfigTree.Mapping;
import dev.slipway.config.ConfigTree.Scalar;
import dev.slipway.config.ConfigTree.Sequence;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * From text to a tree, over the events of the YAML parser, so that nothing is resolved, aliased or constructed and
 * every limit holds before memory or stack is spent on a node.
 */
final class TreeParser {
    /** The deepest nesting. The configuration itself needs five levels. */
    static final int DEEPEST = 20;

    /** Behind so many problems nobody reads on. */
    private static final int MOST_PROBLEMS = 100;

    private static final String SYNTAX_HELP =
            "look here and on the line above for a missing colon, quote or bracket, or a wrong indentation";

    private final SourceText source;
    private final Diagnostics diagnostics;
    private int problems;

    /** Whether something was found that leaves no tree worth reading further. */
    private boolean broken;

    TreeParser(SourceText source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /** The only document of the file, or nothing if it was refused. */
    Optional<ConfigTree> parse() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.file())
                .setCodePointLimit(SourceDecoder.LARGEST)
                // In one piece: the parser falls over a character outside of the basic plane that lies across two.
                .setBufferSize(source.text().length() + 1)
                .build();
        try {
            ConfigTree tree =
                    document(new Parse(settings).parseString(source.text()).iterator());
            return broken || tree == null ? Optional.empty() : Optional.of(tree);
        } catch (Refused refused) {
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            syntax(e);
            return Optional.empty();
        } catch (YamlEngineException e) {
            refuse(
                    Problem.YAML_SYNTAX,
                    "not YAML: " + Inert.text(String.valueOf(e.getMessage())),
                    source.start(),
                    SYNTAX_HELP);
            return Optional.empty();
        }
    }

    private @Nullable ConfigTree document(Iterator<Event> events) {
        ConfigTree root = null;
        boolean seen = false;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (seen) {
                        refuse(
                                Problem.YAML_DOCUMENTS,
                                "the file holds a second YAML document",
                                span(event),
                                "keep one document: delete this `---` or what follows it");
                        throw new Refused();
                    }
                    seen = true;
                    directives((DocumentStartEvent) event);
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                default -> root = node(event, events, 1);
            }
        }
        if (root == null || (root instanceof Scalar scalar && scalar.missing())) {
            refuse(
                    Problem.CONFIG_EMPTY,
                    "the file is empty" + (source.text().isBlank() ? "" : " but for comments"),
                    source.start(),
                    "the smallest file has `service`, `actions` and `environments`; `slipway init` writes one");
            return null;
        }
        return root;
    }

    private void directives(DocumentStartEvent event) {
        boolean own = event.getTags().keySet().stream().anyMatch(tag -> !tag.equals("!") && !tag.equals("!!"));
        if (event.getSpecVersion().isPresent() || own) {
            broken = true;
            refuse(
                    Problem.YAML_DIRECTIVE,
                    "YAML directives are not supported",
                    source.start(),
                    "delete the lines that start with `%`");
        }
    }

    private ConfigTree node(Event event, Iterator<Event> events, int depth) {
        if (event instanceof CollectionStartEvent && depth > DEEPEST) {
            refuse(
                    Problem.YAML_TOO_DEEP,
                    "more than " + DEEPEST + " levels of nesting",
                    span(event),
                    "the configuration needs five levels; look for brackets that are never closed");
            throw new Refused();
        }
        anchors(event);
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> sequence(start, events, depth);
            case MappingStartEvent start -> mapping(start, events, depth);
            case AliasEvent alias -> new Scalar("", false, span(alias));
            default -> throw new IllegalStateException("not a node: " + event.getEventId());
        };
    }

    private Scalar scalar(ScalarEvent event) {
        event.getTag().ifPresent(tag -> tagged(tag, event));
        return new Scalar(event.getValue(), event.isPlain(), span(event));
    }

    private Sequence sequence(SequenceStartEvent start, Iterator<Event> events, int depth) {
        start.getTag().ifPresent(tag -> tagged(tag, start));
        List<ConfigTree> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e, events, depth + 1));
        }
        return new Sequence(items, span(start));
    }

    private Mapping mapping(MappingStartEvent start, Iterator<Event> events, int depth) {
        start.getTag().ifPresent(tag -> tagged(tag, start));
        List<Entry> entries = new ArrayList<>();
        Map<String, SourceSpan> seen = new HashMap<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            ConfigTree key = node(e, events, depth + 1);
            ConfigTree value = node(events.next(), events, depth + 1);
            if (!(key instanceof Scalar name)) {
                broken = true;
                refuse(Problem.WRONG_TYPE, "a key is " + key.kind() + ", not a word", key.span(), null);
                continue;
            }
            if (name.plain() && name.text().equals("<<")) {
                broken = true;
                refuse(
                        Problem.YAML_MERGE_KEY,
                        "merge keys are not supported",
                        name.span(),
                        "write the keys out where they belong");
                continue;
            }
            SourceSpan first = seen.putIfAbsent(name.text(), name.span());
            if (first == null) {
                entries.add(new Entry(name, value));
            } else {
                repeated(name, first);
            }
        }
        return new Mapping(entries, span(start));
    }

    private void repeated(Scalar key, SourceSpan first) {
        count();
        diagnostics.add(new Diagnostic(
                Problem.DUPLICATE_KEY,
                Severity.ERROR,
                "the key " + Inert.value(key.text()) + " stands here a second time",
                key.span(),
                List.of(new Diagnostic.Related("first here", first)),
                "delete one of the two"));
    }

    private void anchors(Event event) {
        if (event instanceof AliasEvent) {
            broken = true;
            refuse(
                    Problem.YAML_ANCHOR,
                    "YAML aliases are not supported",
                    span(event),
                    "write the value out where it belongs");
        } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            broken = true;
            refuse(
                    Problem.YAML_ANCHOR,
                    "YAML anchors are not supported",
                    span(event),
                    "delete `&` and the name behind it");
        }
    }

    private void tagged(String tag, Event event) {
        broken = true;
        refuse(
                Problem.YAML_TAG,
                "the YAML tag " + Inert.value(tag.replace("tag:yaml.org,2002:", "!!")) + " is not supported",
                span(event),
                "delete the tag; write text in quotes");
    }

    private void syntax(MarkedYamlEngineException e) {
        // What is never closed is found out at the end of the file; it is shown where it was opened.
        Mark mark = e.getProblemMark()
                .filter(m -> m.getPointer() < m.getBuffer().length)
                .or(e::getContextMark)
                .or(e::getProblemMark)
                .orElse(null);
        SourceSpan span = mark == null
                ? source.start()
                : source.span(mark.getLine() + 1, mark.getColumn() + 1, mark.getColumn() + 2);
        int tab = span.text().indexOf('\t');
        if (tab >= 0 && span.text().substring(0, tab).isBlank()) {
            refuse(
                    Problem.TAB_INDENT,
                    "the line is indented with a tab",
                    source.span(span.line(), tab + 1, tab + 2),
                    "indent with spaces; YAML does not allow tabs");
            return;
        }
        String context = e.getContext() == null || e.getContext().isBlank() ? "" : " (" + e.getContext() + ")";
        refuse(Problem.YAML_SYNTAX, "not YAML: " + Inert.text(e.getProblem() + context), span, SYNTAX_HELP);
    }

    private void refuse(Problem problem, String message, SourceSpan span, @Nullable String help) {
        count();
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }

    private void count() {
        if (++problems > MOST_PROBLEMS) {
            throw new Refused();
        }
    }

    private SourceSpan span(Event event) {
        Mark start = event.getStartMark().orElseThrow();
        Mark end = event.getEndMark().orElseThrow();
        return source.span(start.getLine() + 1, start.getColumn() + 1, end.getLine() + 1, end.getColumn() + 1);
    }

    /** Ends the reading; the reason is among the diagnostics. */
    private static final class Refused extends RuntimeException {
        private Refused() {
            super(null, null, false, false);
        }
    }
}
