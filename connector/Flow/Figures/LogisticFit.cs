namespace Collections.Connector.Flow.Figures;

/// <summary>Logistic regression: Newton's method over standardised features, with a ridge on the weights. Pure and deterministic.</summary>
internal static class LogisticFit
{
    private const int MostSteps = 50;
    private const double Enough = 1e-9;

    /// <summary>Fits.</summary>
    /// <param name="examples">Both answers must occur.</param>
    /// <param name="ridge">How strongly weights are drawn to zero, in examples' worth; the intercept is not.</param>
    /// <returns>Intercept and weights for features as they are, not standardised. A feature that never varies weighs nothing.</returns>
    public static (double Intercept, double[] Weights) Of(IReadOnlyList<RiskExample> examples, double ridge)
    {
        var count = examples[0].Features.Count;
        var means = new double[count];
        var deviations = new double[count];
        for (var j = 0; j < count; j++)
        {
            var mean = examples.Average(x => x.Features[j]);
            means[j] = mean;
            deviations[j] = Math.Sqrt(examples.Average(x => (x.Features[j] - mean) * (x.Features[j] - mean)));
        }

        var rows = examples.Select(x => Standardised(x.Features, means, deviations)).ToList();
        var beta = new double[count + 1];
        for (var step = 0; step < MostSteps; step++)
        {
            var change = Step(rows, examples, beta, ridge);
            for (var j = 0; j <= count; j++)
            {
                beta[j] += change[j];
            }

            if (change.Max(Math.Abs) < Enough)
            {
                break;
            }
        }

        var weights = new double[count];
        var intercept = beta[0];
        for (var j = 0; j < count; j++)
        {
            weights[j] = deviations[j] > 0 ? beta[j + 1] / deviations[j] : 0;
            intercept -= weights[j] * means[j];
        }

        return (intercept, weights);
    }

    // The first is the intercept's.
    private static double[] Standardised(IReadOnlyList<double> features, double[] means, double[] deviations) =>
        [1, .. features.Select((x, j) => deviations[j] > 0 ? (x - means[j]) / deviations[j] : 0)];

    private static double[] Step(List<double[]> rows, IReadOnlyList<RiskExample> examples, double[] beta, double ridge)
    {
        var size = beta.Length;
        var gradient = new double[size];
        var curvature = new double[size, size];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var chance = 1 / (1 + Math.Exp(-row.Zip(beta, (x, b) => x * b).Sum()));
            var miss = (examples[i].StillUnpaid ? 1 : 0) - chance;
            for (var j = 0; j < size; j++)
            {
                gradient[j] += row[j] * miss;
                for (var k = 0; k < size; k++)
                {
                    curvature[j, k] += row[j] * row[k] * chance * (1 - chance);
                }
            }
        }

        for (var j = 1; j < size; j++)
        {
            gradient[j] -= ridge * beta[j];
            curvature[j, j] += ridge;
        }

        curvature[0, 0] += 1e-9; // All chances at an edge leave nothing to divide by.
        return Solve(curvature, gradient);
    }

    // Gauss with the greatest pivot; the ridge makes sure that there is one.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var at = 0; at < size; at++)
        {
            var pivot = Enumerable.Range(at, size - at).MaxBy(i => Math.Abs(matrix[i, at]));
            for (var k = 0; k < size; k++)
            {
                (matrix[at, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[at, k]);
            }

            (right[at], right[pivot]) = (right[pivot], right[at]);
            for (var i = at + 1; i < size; i++)
            {
                var factor = matrix[i, at] / matrix[at, at];
                right[i] -= factor * right[at];
                for (var k = at; k < size; k++)
                {
                    matrix[i, k] -= factor * matrix[at, k];
                }
            }
        }

        var answer = new double[size];
        for (var i = size - 1; i >= 0; i--)
        {
            var known = Enumerable.Range(i + 1, size - i - 1).Sum(k => matrix[i, k] * answer[k]);
            answer[i] = (right[i] - known) / matrix[i, i];
        }

        return answer;
    }
}
