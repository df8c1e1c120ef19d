package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the Lambda functions of a repository.
 *
 * @param name its name in the configuration, in artifacts and in records
 * @param deployedAs its name in AWS
 * @param source the folder whose content becomes the root of its package; for an image the folder that is its context
 * @param requirements the file of its dependencies
 * @param paths further folders and files that it is made of
 * @param dockerfile the file that its image is built from
 * @param repository the ECR repository of its image
 * @param smoke what it is asked before it takes requests, or null
 */
public record LambdaFunction(
        String name,
        NameTemplate deployedAs,
        String source,
        String requirements,
        List<String> paths,
        String dockerfile,
        String repository,
        @Nullable SmokeTest smoke) {
    public LambdaFunction {
        paths = List.copyOf(paths);
    }

    /**
     * One invocation of a new version.
     *
     * @param event the file with the event, JSON
     * @param expect text that the answer has to contain, or null
     */
    public record SmokeTest(String event, @Nullable String expect) {}
}
