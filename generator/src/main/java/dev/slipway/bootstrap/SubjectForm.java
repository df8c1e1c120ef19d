package dev.slipway.bootstrap;

/** How a token names its repository in the subject. GitHub decides which, by the age of the repository. */
public enum SubjectForm {
    /** {@code repo:acme/orders}: repositories that neither were made nor got another name since July 2026. */
    NAMES("with names"),
    /** {@code repo:acme@1/orders@2}: all others. */
    NUMBERS("with names and numbers");

    private final String text;

    SubjectForm(String text) {
        this.text = text;
    }

    /** As a message says it. */
    String text() {
        return text;
    }
}
