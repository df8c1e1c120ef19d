package dev.slipway.config;

/** How callers name a release of the catalog. */
enum Pin {
    TAG,
    SHA
}
