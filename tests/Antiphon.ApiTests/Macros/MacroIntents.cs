using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Macros;

/// <summary>What a detector would find in messages; none is connected in tests.</summary>
internal static class MacroIntents
{
    public static Task SetIntentsAsync(this Desk desk, long ticket, string intents) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $"update messages set intents = {new Jsonb(intents)} where account_id = {desk.Account.Id} and ticket_id = {ticket}", CancellationToken.None));
}
