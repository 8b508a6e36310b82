using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// What whoever telephones a patient asks where cord or cauda equina may be compressed: what changed, since when, and what else may explain
/// it. House default. Questions only: none says what to do about an answer.
/// </summary>
internal static class TelephoneQuestions
{
    public static ImmutableArray<string> Compression { get; } =
    [
        "What changed, on which day did it begin, and is it still getting worse?",
        "How far can the patient walk today, with which aid, and how far a week ago?",
        "When was urine last passed, is its passing felt, and does any leak?",
        "Is stool held, and is the skin around the seat and between the legs felt as before?",
        "Are arms, hands or legs weaker, clumsier or number than a week ago, and up to which height?",
        "Is there new pain in the back or neck, a fall, fever, or a wound that is red or wet?",
        "Which doses of glucocorticoid and of other agents were taken in the last seven days, and which were left out?",
        "Who is with the patient, on which number can both be reached, and how soon can the patient be seen?",
    ];
}
