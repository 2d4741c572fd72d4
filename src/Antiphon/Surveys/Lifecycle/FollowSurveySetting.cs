using System.Text.Json;
using Antiphon.Accounts.Settings;
using Antiphon.Contract;
using Antiphon.Events.Dispatch;

namespace Antiphon.Surveys.Lifecycle;

/// <summary>Lets closed tickets be told as soon as one channel is surveyed, and no longer when none is.</summary>
internal sealed class FollowSurveySetting(EventSubscriptions subscriptions) : IFollowsSetting
{
    public string Type => AccountSettingType.SatisfactionSurveys;

    public Task FollowAsync(long accountId, JsonElement data, CancellationToken cancellationToken) =>
        subscriptions.SetAsync(accountId, PlanSurvey.Name, SurveySetting.Read(data).IsOn ? [EventType.TicketClosed] : [], cancellationToken);
}
