package dev.slipway.write;

/** Where rendered files go. */
public interface FileSink {
    /** What {@link #write} would do now; changes nothing. Problems are in its diagnostics, none is thrown. */
    ChangeSet compare(Output output);

    /**
     * Makes the directory hold this output: writes what differs, deletes orphans, updates the manifest. If a single
     * file refuses, nothing is written. Problems are in the result's diagnostics, none is thrown.
     */
    WriteResult write(Output output);
}
