using System.Reflection;
using Antiphon.Audit;
using Antiphon.Contract;

namespace Antiphon.UnitTests.Audit;

public sealed class AuditedEventsTests
{
    [Fact]
    [Trait("row", "E21")]
    public void Every_type_of_event_is_audited_or_is_said_not_to_be()
    {
        var types = typeof(EventType).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.NotEmpty(types);
        Assert.Empty(types.Except(AuditedEvents.Types).Except(AuditedEvents.Others));
        Assert.Empty(AuditedEvents.Types.Intersect(AuditedEvents.Others));
    }
}
