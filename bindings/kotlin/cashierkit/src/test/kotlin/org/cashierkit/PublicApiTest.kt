package org.cashierkit

import java.io.File
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test

/** `api/cashierkit.api` is what a wallet compiles against: a change of it is a decision, not an accident. */
class PublicApiTest {
    private val classes = File(Cashier::class.java.protectionDomain.codeSource.location.toURI())

    private val dump = buildString {
        AbiTools.getInstance().printJvmDump(this, classes.walk().filter { it.extension == "class" }.asIterable(), AbiFilters.EMPTY)
    }

    @Test
    fun `the public API is the one that was agreed on`() {
        val now = File(System.getProperty("build.directory"), "cashierkit.api").apply { writeText(dump) }
        assertEquals(File("api/cashierkit.api").readText(), dump, "if the change is meant, copy $now over it")
    }

    @Test
    fun `no generated name is part of the public API`() {
        assertFalse("org/cashierkit/internal" in dump, dump)
    }
}
