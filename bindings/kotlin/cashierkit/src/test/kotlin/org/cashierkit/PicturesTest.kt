package org.cashierkit

import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

/** Codes in pictures from the gallery. */
@Timeout(60)
class PicturesTest {
    @Test
    fun `the code of an order is read from its picture`() = runBlocking<Unit> {
        val order = DemoServers.newOrder("110")
        val code = codesInPicture(DemoServers.picture(order)).single()
        assertEquals(order.code, code.text)
        assertEquals("QR_CODE", code.format)
        assertFalse(order.code in code.toString())
    }

    @Test
    fun `what is no picture says so`() {
        val refused = assertThrows<PictureException> { runBlocking { codesInPicture("no picture".toByteArray()) } }
        assertEquals(PictureException.Kind.NOT_A_PICTURE, refused.kind)
        assertEquals("not a picture in PNG, JPEG or WebP, or a broken one", refused.message)
    }
}
