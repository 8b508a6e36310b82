using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>What the letter M stands for in a column of sexes.</summary>
public enum LetterM
{
    Male,

    /// <summary><c>H</c> stands beside it and <c>F</c> does not, as in Spanish: <c>hombre</c> and <c>mujer</c>.</summary>
    Female,

    /// <summary>The column does not tell.</summary>
    Unclear,
}

/// <summary>How the letters of a column of sexes are read.</summary>
/// <param name="M">What M stands for.</param>
/// <param name="IsFUnclear">
/// True where <c>N</c> stands beside F and <c>M</c> does not, as in Hungarian: <c>férfi</c> is a man and <c>nő</c> a woman.
/// </param>
public readonly record struct SexLetters(LetterM M, bool IsFUnclear);

/// <summary>Reads sexes in the languages of the field.</summary>
public static class SexText
{
    /// <summary>
    /// What letters stand for, told by those beside them. A Spanish column may pair it with <c>H</c> (<c>hombre</c>) or <c>V</c>
    /// (<c>varón</c>), and a Dutch one means <c>vrouw</c> by <c>V</c>.
    /// </summary>
    public static SexLetters InColumn(string header, IEnumerable<string> cells)
    {
        var letters = cells.Where(cell => cell.Length <= 4).Select(Folded).ToHashSet(StringComparer.Ordinal);
        var woman = letters.Contains("f") || letters.Contains("w");
        var m = (letters.Contains("h"), letters.Contains("v")) switch
        {
            (true, false) when !woman => LetterM.Female,
            (false, false) => woman || !header.Contains("sexo", StringComparison.OrdinalIgnoreCase) ? LetterM.Male : LetterM.Unclear,
            _ => LetterM.Unclear,
        };
        return new(m, IsFUnclear: letters.Contains("n") && !letters.Contains("m"));
    }

    /// <summary>The sex; null when the words are none, or when the letter may mean either.</summary>
    public static Sex? Read(string cell, SexLetters letters) => Folded(cell) switch
    {
        "f" when letters.IsFUnclear => null,
        "m" => letters.M switch { LetterM.Male => Sex.Male, LetterM.Female => Sex.Female, _ => null },
        "h" or "male" or "masc" or "man" or "boy" or "♂" or "männlich" or "männl" or "maennlich" or "mann" or "homme" or "masculin"
            or "masculino" or "hombre" or "varón" or "varon" or "maschio"
            or "男" or "男性" => Sex.Male,
        "f" or "female" or "fem" or "woman" or "girl" or "♀" or "w" or "weiblich" or "weibl" or "frau" or "femme" or "féminin" or "femenino"
            or "mujer" or "femmina"
            or "女" or "女性" => Sex.Female,
        "other" or "neither" or "divers" or "d" or "intersex" or "non-binary" or "nonbinary" => Sex.Other,
        _ => null,
    };

    private static string Folded(string cell) => cell.Trim().Trim('.').ToLowerInvariant();
}
