using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>The one way from an enumeration to the names that are stored.</summary>
public sealed class StoredNameSpecs
{
    public static TheoryData<Type> Enumerations => [.. typeof(StoredName).Assembly.GetTypes()
        .Where(type =>
            type.IsEnum && type.IsPublic && type.IsDefined(typeof(System.Text.Json.Serialization.JsonConverterAttribute), inherit: false))];

    [Theory]
    [MemberData(nameof(Enumerations))]
    public void no_two_members_share_a_name(Type enumeration) => StoredName.All(enumeration).ShouldBeUnique();

    [Fact]
    public void a_member_is_named_as_it_is_stored()
    {
        StoredName.Of(Compartment.IntraduralExtramedullary).ShouldBe("intradural-extramedullary");
        StoredName.Of((Enum)AsiaGrade.C).ShouldBe("C");
        StoredName.All<Urgency>().ShouldBe(["routine", "soon", "urgent"]);
    }

    [Fact]
    public void a_name_is_read_as_it_was_written_and_no_other()
    {
        StoredName.Read<AsiaGrade>("C").ShouldBe(AsiaGrade.C);
        StoredName.TryRead<AsiaGrade>("c", out _).ShouldBeFalse();
        StoredName.TryRead<AsiaGrade>("2", out _).ShouldBeFalse();
        StoredName.TryRead<AsiaGrade>(null, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => StoredName.Read<Urgency>("tomorrow"));
    }
}
