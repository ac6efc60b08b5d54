package org.cashierkit

import kotlin.enums.EnumEntries
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Enum values cross by name, so both sides have to have the same ones. */
class EnumNamesTest {
    @Test
    fun `both sides have the same values`() {
        same(Action.entries, org.cashierkit.internal.Action.entries)
        same(Advice.entries, org.cashierkit.internal.Advice.entries)
        same(CodeKind.entries, org.cashierkit.internal.CodeKind.entries)
        same(Delivery.entries, org.cashierkit.internal.Delivery.entries)
        same(Live.entries, org.cashierkit.internal.Live.entries)
        same(LogLevel.entries, org.cashierkit.internal.LogLevel.entries)
        same(MethodKind.entries, org.cashierkit.internal.MethodKind.entries)
        same(Navigation.entries, org.cashierkit.internal.Navigation.entries)
        same(OrderStatus.entries, org.cashierkit.internal.OrderStatus.entries)
        same(Part.entries, org.cashierkit.internal.Part.entries)
        same(PaymentScenario.entries, org.cashierkit.internal.PaymentScenario.entries)
        same(PictureKind.entries, org.cashierkit.internal.PictureKind.entries)
        same(Role.entries, org.cashierkit.internal.Role.entries)
        same(RowKind.entries, org.cashierkit.internal.RowKind.entries)
        same(Severity.entries, org.cashierkit.internal.Severity.entries)
        same(Source.entries, org.cashierkit.internal.Source.entries)
        same(Status.entries, org.cashierkit.internal.Status.entries)
    }

    private fun same(public: EnumEntries<*>, generated: EnumEntries<*>) = assertEquals(generated.map { it.name }, public.map { it.name })
}
