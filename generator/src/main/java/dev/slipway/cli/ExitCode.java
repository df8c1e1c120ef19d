package dev.slipway.cli;

/** What a command tells the shell. The numbers are part of the program's contract. */
public enum ExitCode {
    /** Done, or nothing to do. */
    OK(0),
    /** There are findings, or files have drifted. */
    FINDINGS(1),
    /** The command line is not understood. */
    USAGE(2),
    /** A hand-written or hand-edited file is in the way. */
    REFUSED(3),
    /** The configuration has errors. */
    CONFIGURATION(4),
    /** A lock, the disk or a permission is in the way. */
    IO(5),
    /** A defect of the program. */
    DEFECT(70);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number for the shell. */
    public int code() {
        return code;
    }
}
