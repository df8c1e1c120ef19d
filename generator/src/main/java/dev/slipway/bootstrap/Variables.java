package dev.slipway.bootstrap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables of a root, each with what it means. */
final class Variables {
    private final TerraformFile file = new TerraformFile();
    private boolean first = true;

    /**
     * Adds one.
     *
     * @param type its type, as Terraform writes it
     * @param value its default as Terraform writes it, or null where it has to be given
     */
    Variables add(String name, String description, String type, @Nullable String value) {
        if (!first) {
            file.gap();
        }
        first = false;
        file.block("variable", List.of(name), body -> {
            body.put("description", description).put("type", Expression.code(type));
            if (value != null) {
                body.put("default", Expression.code(value));
            }
            body.put("nullable", Expression.code("false"));
        });
        return this;
    }

    /** Adds one whose values are checked. */
    Variables add(
            String name, String description, String type, @Nullable String value, String condition, String error) {
        if (!first) {
            file.gap();
        }
        first = false;
        file.block("variable", List.of(name), body -> {
            body.put("description", description).put("type", Expression.code(type));
            if (value != null) {
                body.put("default", Expression.code(value));
            }
            body.put("nullable", Expression.code("false")).gap();
            body.block(
                    "validation",
                    validation -> validation
                            .put("condition", Expression.code(condition))
                            .put("error_message", error));
        });
        return this;
    }

    /** The numbers of the repository, where nobody has said them yet. */
    Variables numbers(RepositoryIdentity repository) {
        String how = " (gh api repos/" + repository.path() + " --jq '.owner.id, .id').";
        String number = "Numbers are written with digits, in quotes.";
        if (repository.ownerId() == null) {
            add(
                    "owner_id",
                    "Number of the repository's owner" + how,
                    "string",
                    null,
                    "can(regex(\"^[1-9][0-9]*$\", var.owner_id))",
                    number);
        }
        if (repository.id() == null) {
            add(
                    "repository_id",
                    "Number of the repository" + how,
                    "string",
                    null,
                    "can(regex(\"^[1-9][0-9]*$\", var.repository_id))",
                    number);
        }
        return this;
    }

    String text() {
        return file.text();
    }
}
