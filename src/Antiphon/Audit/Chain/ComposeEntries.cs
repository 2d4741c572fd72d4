namespace Antiphon.Audit.Chain;

/// <summary>
/// Puts together what one transaction left: each act with the change of its object, and each further change as a row of its own that names who acted. A change
/// in a transaction without any act was made past the server, by hand, and says so.
/// </summary>
internal static class ComposeEntries
{
    /// <summary>The actor of a change that nobody in Antiphon made.</summary>
    public const string Database = "database";

    public static IEnumerable<AuditEntry> Of(IReadOnlyList<PendingRow> transaction)
    {
        var changes = new List<ObjectChange>();
        foreach (var row in transaction.Where(row => !row.IsAct))
        {
            var change = changes.Find(known => ObjectChange.IsSame(known.First, row));
            if (change is null)
            {
                changes.Add(change = new ObjectChange(row));
            }

            change.Add(row);
        }

        foreach (var act in transaction.Where(row => row.IsAct))
        {
            var change = changes.Find(known => ObjectChange.IsSame(known.First, act));
            if (change is not null)
            {
                changes.Remove(change);
            }

            yield return new AuditEntry(
                act.CreatedAt, act.Action, act.ObjectType, act.ObjectId, act.UserId, act.Actor!, act.ActorId, act.Context, act.From, act.Data, change?.Before, change?.After);
        }

        var cause = transaction.FirstOrDefault(row => row.IsAct);
        foreach (var change in changes)
        {
            var who = cause ?? change.First;
            yield return new AuditEntry(
                who.CreatedAt, change.Action, change.First.ObjectType, change.First.ObjectId, who.UserId, who.Actor ?? Database, who.ActorId, who.Context, who.From, null,
                change.Before, change.After);
        }
    }
}
