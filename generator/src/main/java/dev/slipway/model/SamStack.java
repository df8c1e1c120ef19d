package dev.slipway.model;

import java.util.List;

/**
 * The CloudFormation stack of an AWS SAM application.
 *
 * @param template the file of the template
 * @param name the name of the stack
 * @param capabilities what CloudFormation has to be allowed, such as {@code CAPABILITY_IAM}
 */
public record SamStack(String template, NameTemplate name, List<String> capabilities) {
    public SamStack {
        capabilities = List.copyOf(capabilities);
    }
}
