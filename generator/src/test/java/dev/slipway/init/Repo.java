package dev.slipway.init;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * A small repository of a test.
 *
 * @param root its directory
 */
record Repo(Path root) {
    static final String ORIGIN = "[remote \"origin\"]\n\turl = https://github.com/acme/orders.git\n";
    static final String HANDLER = "def handler(event, context):\n    return {}\n";

    Repo file(String path, String content) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Repo without(String... paths) {
        try {
            for (String path : paths) {
                Files.delete(root.resolve(path));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service with everything, accounts included. */
    Repo complete() {
        return file(".git/config", ORIGIN)
                .file("pyproject.toml", """
                        [project]
                        name = "Order_Service"
                        requires-python = ">=3.11"
                        classifiers = [
                            "Programming Language :: Python :: 3",
                            "Programming Language :: Python :: 3.11",
                            "Programming Language :: Python :: 3.12", # production
                        ]

                        [tool.black]
                        line-length = 88

                        [tool.isort]
                        profile = "black"

                        [tool.mypy]
                        strict = true

                        [tool.coverage.report]
                        fail_under = 90
                        """)
                .file(".flake8", "[flake8]\nmax-line-length = 88\n")
                .file("src/orders/__init__.py", "")
                .file("src/orders/handler.py", HANDLER)
                .file("tests/test_handler.py", "def test_handler():\n    assert True\n")
                .file("requirements.txt", "boto3==1.40.0\n")
                .file("iac/terraform/main.tf", """
                        terraform {
                          required_version = "= 1.10.5"
                          backend "s3" {
                            region = "us-east-1"
                          }
                        }
                        provider "aws" {
                          region = var.region
                        }
                        resource "aws_lambda_function" "orders" {
                          handler       = "orders.handler.handler"
                          runtime       = "python3.11"
                          architectures = ["arm64"]
                        }
                        """)
                .file("iac/terraform/dev.tfvars", "account_id = \"536580886816\"\nregion = \"af-south-1\"\n")
                .file("iac/terraform/sit.tfvars", "account_id = \"815856636111\"\nregion = \"af-south-1\"\n")
                .file("iac/terraform/prod.tfvars", "account_id = \"093646564004\"\nregion = \"eu-west-1\"\n")
                .file(".github/workflows/ci.yml", "on: push\n");
    }

    RepositoryFacts facts() {
        return facts(RepositoryTree.Limits.USUAL);
    }

    RepositoryFacts facts(RepositoryTree.Limits limits) {
        try {
            return FactFinder.find(root, limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Proposal proposal(String... answers) throws Questions.Ended {
        try {
            return Initialization.propose(root, answers.length == 0 ? Questions.nobody() : answering(answers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Someone who gives these answers, an empty one meaning the usual; then the input ends. */
    static Questions answering(String... answers) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(answers));
        return question -> {
            if (left.isEmpty()) {
                throw new Questions.Ended();
            }
            String answer = left.remove();
            return answer.isEmpty() ? question.usual() : Optional.of(answer);
        };
    }
}
