package org.cashierkit

import java.io.File
import java.nio.file.Path
import kotlinx.coroutines.runBlocking
import org.cashierkit.testkit.DemoServers
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** Recordings of payments. */
@Timeout(60)
class RecordingsTest {
    @TempDir
    lateinit var folder: Path

    private val wallet by lazy { DemoWallet(folder) }

    @Test
    fun `the transcript of a recording is the one of Rust, byte for byte`() = runBlocking<Unit> {
        val recordings = File("../../../core/testdata/recordings").listFiles { file -> file.extension == "json" }!!
        assertTrue(recordings.size >= 4, "only ${recordings.size} found")
        for (recording in recordings) {
            val expected = recording.resolveSibling("${recording.nameWithoutExtension}.txt").readBytes()
            assertArrayEquals(expected, replay(recording.readText()).toByteArray(), recording.name)
        }
    }

    @Test
    fun `a recorded payment can be replayed, and holds nothing secret`() = runBlocking<Unit> {
        val order = DemoServers.newOrder("110")
        val config = wallet.config.copy(recording = true)
        Cashier.open(config, wallet.tokens, Storage.Folder(folder.toString())).thenShutDown { cashier ->
            cashier.start()
            val payment = cashier.pay(order.code, Source.SCAN)
            payment.confirmWith(wallet.user.pin)
            payment.page<Page.Result> { it.status == Status.SUCCEEDED }

            val recording = payment.recording()!!
            for (secret in listOf(order.code, wallet.user.pin, wallet.user.token, wallet.user.name)) {
                assertFalse("\"$secret\"" in recording, recording)
            }
            val transcript = replay(recording)
            assertTrue("! Finish(Succeeded {" in transcript, transcript)
            assertFalse("\n  ? " in transcript, transcript)
        }
    }

    @Test
    fun `nothing is recorded unless the wallet wants it`() = runBlocking<Unit> {
        wallet.open().thenShutDown { cashier ->
            assertEquals(null, cashier.pay(DemoServers.newOrder("110").code, Source.SCAN).recording())
        }
    }

    @Test
    fun `what cannot be replayed says why`() {
        val paid = File("../../../core/testdata/recordings/paid.json").readText()
        refused(RecordingException.Kind.MALFORMED, "not a recording: line 1, column 1", "?")
        val version = "recording is of version 3; this library reads version 2"
        refused(RecordingException.Kind.VERSION, version, paid.replaceFirst("\"version\":2", "\"version\":3"))
        refused(RecordingException.Kind.CUT_OFF, "recording is cut off: its end is missing", paid.take(paid.length / 2))
        val altered = "recording was changed after it was made: its checksum does not fit"
        refused(RecordingException.Kind.ALTERED, altered, paid.replaceFirst("\"app_schemes\":[]", "\"app_schemes\":[\"javascript\"]"))
        refused(RecordingException.Kind.TOO_LARGE, "recording is too large", paid + " ".repeat(1024 * 1024))
    }

    private fun refused(kind: RecordingException.Kind, message: String, recording: String) {
        val refused = assertThrows<RecordingException> { runBlocking { replay(recording) } }
        assertEquals(kind to message, refused.kind to refused.message)
    }
}
