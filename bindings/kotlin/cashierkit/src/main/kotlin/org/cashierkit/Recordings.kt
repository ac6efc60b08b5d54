package org.cashierkit

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.cashierkit.internal.RecordingException as NativeException
import org.cashierkit.internal.replay as nativeReplay

/** Why a recording cannot be replayed. */
public class RecordingException internal constructor(
    /** What is wrong with it. */
    public val kind: Kind,
    reason: String?,
) : Exception(reason) {
    /** What is wrong with a recording; the message says it more exactly. */
    public enum class Kind {
        /** It, or its transcript, has more than the library reads or writes. */
        TOO_LARGE,

        /** It is of a version that this library does not know: use the one that recorded it. */
        VERSION,

        /** Its end is missing. */
        CUT_OFF,

        /** It was changed after it was made. */
        ALTERED,

        /** It is no recording. */
        MALFORMED,

        /** What surrounds the payment would open too much, or says nothing. */
        SETTINGS,

        /** It was made with loopback origins, which only development builds have. */
        DEVELOPMENT,
    }
}

/**
 * Runs a recorded payment again, without a cashier and without a network. Never works on the caller's thread.
 *
 * @param recording what [Payment.recording] gave, on this phone or elsewhere; any text is safe
 * @return the transcript: each event, and the phase, effects and page to which it led. Bit for bit the same in Rust, Kotlin and Swift;
 *   a line that begins with `  ?` says that the payment showed another page there
 * @throws RecordingException if it cannot be replayed
 */
public suspend fun replay(recording: String): String = withContext(Dispatchers.Default) {
    translatingErrors {
        try {
            nativeReplay(recording)
        } catch (e: NativeException) {
            throw e.toPublic()
        }
    }
}

private fun NativeException.toPublic(): RecordingException {
    val kind = when (this) {
        is NativeException.TooLarge -> RecordingException.Kind.TOO_LARGE
        is NativeException.Version -> RecordingException.Kind.VERSION
        is NativeException.CutOff -> RecordingException.Kind.CUT_OFF
        is NativeException.Altered -> RecordingException.Kind.ALTERED
        is NativeException.Malformed -> RecordingException.Kind.MALFORMED
        is NativeException.Settings -> RecordingException.Kind.SETTINGS
        is NativeException.Development -> RecordingException.Kind.DEVELOPMENT
    }
    return RecordingException(kind, toString())
}
