package dev.slipway.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.testcontainers.containers.GenericContainer;

/** The side door of a world, by which tests prepare it and read what became of it. */
final class Control {
    static final int PORT = 9000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GenericContainer<?> services;
    private final HttpClient http = HttpClient.newHttpClient();

    Control(GenericContainer<?> services) {
        this.services = services;
    }

    JsonNode get(String path) {
        return json(exchange(request(path).GET()));
    }

    JsonNode post(String path, Object body) {
        try {
            return json(
                    exchange(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://%s:%d%s".formatted(services.getHost(), services.getMappedPort(PORT), path)));
    }

    byte[] exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("%s: %d %s%n%s"
                        .formatted(
                                response.uri().getPath(),
                                response.statusCode(),
                                new String(response.body(), StandardCharsets.UTF_8),
                                services.getLogs()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
