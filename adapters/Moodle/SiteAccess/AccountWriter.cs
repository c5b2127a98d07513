using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>An account to suspend or to restore.</summary>
/// <param name="LearnerKey">Whose.</param>
/// <param name="Suspend">Whether it is suspended afterwards.</param>
internal sealed record AccountChange(string LearnerKey, bool Suspend);

/// <summary>Writes one field of accounts, with the token that may: what Moodle could not do for one stands in a warning, the others are done.</summary>
internal sealed class AccountWriter(MoodleClient client)
{
    private const int ItemsPerCall = 200;

    /// <summary>Writes, one outcome per learner.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<string, Sent>> WriteAsync(
        IReadOnlyCollection<AccountChange> items,
        CancellationToken ct
    )
    {
        var sent = new Dictionary<string, Sent>(StringComparer.Ordinal);
        foreach (var some in items.Chunk(ItemsPerCall))
        {
            foreach (var (learner, result) in await WriteSomeAsync(some, sent.Count > 0, ct))
            {
                sent[learner] = result;
            }
        }

        return sent;
    }

    private async Task<Dictionary<string, Sent>> WriteSomeAsync(
        AccountChange[] items,
        bool anySent,
        CancellationToken ct
    )
    {
        var form = new MoodleForm();
        for (var i = 0; i < items.Length; i++)
        {
            form.Add($"users[{i}][id]", items[i].LearnerKey).Add($"users[{i}][suspended]", items[i].Suspend ? 1 : 0);
        }

        try
        {
            var answer = await client.WriteAsync<WireWarnings>(MoodleFunctions.UpdateUsers, form, ct);
            var warnings = (answer.Warnings ?? []).ToLookup(warning => MoodleKeys.Of(warning.ItemId ?? 0));
            return items.ToDictionary(
                item => item.LearnerKey,
                item =>
                    warnings[item.LearnerKey].FirstOrDefault() is { } warning
                        ? Explain(item.LearnerKey, warning)
                        : Sent.Taken
            );
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            return All(new Sent(OutcomeKind.Unknown, lost.Message));
        }
        catch (RemoteRejectedException refused)
        {
            return All(new Sent(OutcomeKind.Rejected, refused.Message));
        }
        catch (RemoteUnavailableException undone) when (MoodleVerdict.IsConflict(undone))
        {
            return All(new Sent(OutcomeKind.Unknown, undone.Message, Undone: true));
        }
        catch (RemoteException stop) when (anySent)
        {
            return All(new Sent(OutcomeKind.Later, $"Not sent: {stop.Message}"));
        }

        Dictionary<string, Sent> All(Sent result) => items.ToDictionary(item => item.LearnerKey, _ => result);
    }

    private static Sent Explain(string learner, WireWarning warning) =>
        warning.WarningCode switch
        {
            "usernotupdatedadmin" => new Sent(
                OutcomeKind.NotCapable,
                $"Account {learner} is one of the site's administrators, and Moodle changes none of them."
            ),
            "invaliduserid" => new Sent(OutcomeKind.Rejected, $"Moodle does not know account {learner} any more."),
            _ => new Sent(
                OutcomeKind.NotCapable,
                $"Moodle does not change account {learner} ('{warning.WarningCode}'): a guest's, or one of another site."
            ),
        };
}
