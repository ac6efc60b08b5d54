package org.cashierkit

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.cashierkit.internal.PictureException as NativeException
import org.cashierkit.internal.codesInPicture as nativeCodesInPicture

/**
 * A code in a picture. Printing it shows no text: whoever has an order code can pay it.
 *
 * @property text verbatim, for [Cashier.scan] and for [Cashier.pay] with [Source.PICTURE]
 * @property format such as `QR_CODE`
 */
public class FoundCode internal constructor(public val text: String, public val format: String) {
    override fun toString(): String = "FoundCode($format)"
}

/** Why a picture gave no code. */
public class PictureException internal constructor(
    /** What the host does about it. */
    public val kind: Kind,
    reason: String?,
) : Exception(reason) {
    /** What the host does about it. */
    public enum class Kind {
        /** The library was built without the feature `image`: use the platform's reader, or another build. */
        NOT_IN_THIS_BUILD,

        /** It could not be read at all: try again later. */
        UNREADABLE,

        /** Not a PNG, JPEG or WebP, or a broken one: ask for another picture. */
        NOT_A_PICTURE,

        /** More bytes or pixels than the library reads: ask for a smaller one. */
        TOO_LARGE,

        /** Nothing in it is a QR code that can be read: ask for another picture. */
        NO_CODE,

        /** No code was found in time: ask for a picture of the code alone. */
        OUT_OF_TIME,
    }
}

/**
 * All QR codes in a picture that the user chose, at least one: from top to bottom, each row from left to right, every text once. Which of
 * them to pay says [Cashier.scan]. Takes up to three seconds and never works on the caller's thread.
 *
 * @param picture the bytes of a PNG, JPEG or WebP
 * @throws PictureException if there is none
 */
public suspend fun codesInPicture(picture: ByteArray): List<FoundCode> = withContext(Dispatchers.Default) {
    translatingErrors {
        try {
            nativeCodesInPicture(picture).map { FoundCode(it.text, it.format) }
        } catch (e: NativeException) {
            throw e.toPublic()
        }
    }
}

private fun NativeException.toPublic(): PictureException {
    val kind = when (this) {
        is NativeException.NotInThisBuild -> PictureException.Kind.NOT_IN_THIS_BUILD
        is NativeException.Unreadable -> PictureException.Kind.UNREADABLE
        is NativeException.NotAPicture -> PictureException.Kind.NOT_A_PICTURE
        is NativeException.TooLarge -> PictureException.Kind.TOO_LARGE
        is NativeException.NoCode -> PictureException.Kind.NO_CODE
        is NativeException.OutOfTime -> PictureException.Kind.OUT_OF_TIME
    }
    return PictureException(kind, toString())
}
