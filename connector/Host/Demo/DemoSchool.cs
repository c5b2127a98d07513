using System.Globalization;

namespace Collections.Connector.Host.Demo;

/// <summary>The school of the demo: 300 learners in 12 courses, invented by a fixed rule, so that every run tells the same story.</summary>
internal sealed class DemoSchool
{
    public const int Learners = 300;
    public const int Courses = 12;

    private static readonly string[] GivenNames =
    [
        "Ana",
        "Luis",
        "María",
        "José",
        "Lucía",
        "Diego",
        "Carmen",
        "Iván",
        "Noelia",
        "Joaquín",
        "Inés",
        "Héctor",
        "Zoë",
        "Belén",
        "Ñusta",
    ];
    private static readonly string[] FamilyNames =
    [
        "García",
        "Núñez",
        "López",
        "D'Ángelo",
        "Peña",
        "Ibáñez",
        "Muñoz",
        "Güemes",
        "Ortiz",
        "Ramírez",
        "Sánchez",
        "Giménez",
    ];
    private static readonly string[] Subjects =
    [
        "Programación Ágil",
        "Contaduría",
        "Diseño Gráfico",
        "Enfermería",
        "Marketing Digital",
        "Derecho Laboral",
        "Inglés B2",
        "Estadística",
        "Cocina",
        "Fotografía",
        "Logística",
        "Ciberseguridad",
    ];

    private readonly List<(long Learner, long Course, string Email)> enrolments = [];

    /// <summary>How many enrolments there are.</summary>
    public int Enrolments => enrolments.Count;

    /// <summary>Moves in: courses, learners and enrolments in the LMS, and ten customers who were in the ERP before.</summary>
    public void MoveIn(TwinTown town)
    {
        town.Moodle.DefineCourseField("price", "number");
        town.Moodle.DefineCourseField("billable", "checkbox");
        var courses = Enumerable.Range(0, Courses).Select(i => AddCourse(town, i)).ToList();
        for (var i = 0; i < Learners; i++)
        {
            var email = Email(i);
            var learner = town.Moodle.AddUser(
                $"alumno{i:000}",
                GivenNames[i % GivenNames.Length],
                $"{FamilyNames[i % FamilyNames.Length]} {FamilyNames[i / 7 % FamilyNames.Length]}",
                email,
                $"ALU-{i:0000}"
            );
            Enrol(town, learner, courses[i % Courses], email);
            if (i % 5 < 2)
            {
                Enrol(town, learner, courses[(i + 5) % Courses], email);
            }
        }

        for (var i = 0; i < 10; i++)
        {
            town.Odoo.AddPartner($"Cliente {i}", email: Email(i * 30).ToUpperInvariant());
        }
    }

    /// <summary>The addresses of the learners who are enrolled and cannot enter, as the LMS itself has it.</summary>
    public IReadOnlyList<string> LockedOut(TwinTown town) =>
        [.. enrolments.Where(x => !town.Moodle.CanEnter(x.Learner, x.Course)).Select(x => x.Email).Distinct()];

    private static long AddCourse(TwinTown town, int i)
    {
        var price = (120 + (35.5m * i)).ToString(CultureInfo.InvariantCulture);
        var fields = new Dictionary<string, string> { ["price"] = price, ["billable"] = "1" };
        return town.Moodle.AddCourse($"CUR-{i + 1:00}", Subjects[i], $"CUR-2026-{i + 1:000}", fields);
    }

    private void Enrol(TwinTown town, long learner, long course, string email)
    {
        town.Moodle.Enrol(learner, course);
        enrolments.Add((learner, course, email));
    }

    private static string Email(int i) => $"alumno{i:000}@nandu.example";
}
