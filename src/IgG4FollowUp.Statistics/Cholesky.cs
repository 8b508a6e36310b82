namespace IgG4FollowUp.Statistics;

/// <summary>The triangular factor of a small symmetric positive definite matrix: A = L L'.</summary>
internal sealed class Cholesky
{
    private readonly double[] _factor;
    private readonly int _size;

    private Cholesky(double[] factor, int size)
    {
        _factor = factor;
        _size = size;
    }

    public double LogDeterminant
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < _size; i++)
                sum += 2 * Math.Log(_factor[(i * _size) + i]);
            return sum;
        }
    }

    /// <summary>Null when the matrix is not positive definite.</summary>
    public static Cholesky? Of(double[] matrix, int size)
    {
        var factor = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = matrix[(i * size) + j];
                for (var k = 0; k < j; k++)
                    rest -= factor[(i * size) + k] * factor[(j * size) + k];
                if (i != j)
                    factor[(i * size) + j] = rest / factor[(j * size) + j];
                else if (rest > 0 && double.IsFinite(rest))
                    factor[(i * size) + i] = Math.Sqrt(rest);
                else
                    return null;
            }
        }

        return new Cholesky(factor, size);
    }

    /// <summary>Columns, taken from the left, that are not a linear combination of columns taken before.</summary>
    /// <param name="matrix">Positive semidefinite.</param>
    /// <param name="size">Its number of rows.</param>
    /// <param name="scale">What the diagonal may be large as: next to it, the rest that rounding leaves is nothing.</param>
    public static int[] IndependentColumns(double[] matrix, int size, double scale)
    {
        const double explained = 1e-10;
        const double rounding = 1e-13;
        var kept = new List<int>();
        for (var j = 0; j < size; j++)
        {
            var diagonal = matrix[(j * size) + j];
            if (!(diagonal > rounding * scale))
                continue;
            kept.Add(j);
            var taken = Of(Part(matrix, size, kept), kept.Count);
            var last = kept.Count - 1;
            if (taken is null || taken._factor[(last * kept.Count) + last] is var pivot
                && pivot * pivot <= Math.Max(explained * diagonal, rounding * scale))
                kept.RemoveAt(last);
        }

        return [.. kept];
    }

    public static double[] Part(double[] matrix, int size, IReadOnlyList<int> kept)
    {
        var part = new double[kept.Count * kept.Count];
        for (var i = 0; i < kept.Count; i++)
        {
            for (var j = 0; j < kept.Count; j++)
                part[(i * kept.Count) + j] = matrix[(kept[i] * size) + kept[j]];
        }

        return part;
    }

    /// <summary>x of A x = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        var x = b.ToArray();
        for (var i = 0; i < _size; i++)
        {
            for (var k = 0; k < i; k++)
                x[i] -= _factor[(i * _size) + k] * x[k];
            x[i] /= _factor[(i * _size) + i];
        }

        for (var i = _size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < _size; k++)
                x[i] -= _factor[(k * _size) + i] * x[k];
            x[i] /= _factor[(i * _size) + i];
        }

        return x;
    }

    /// <summary>A⁻¹, row by row.</summary>
    public double[] Inverse()
    {
        var inverse = new double[_size * _size];
        var unit = new double[_size];
        for (var i = 0; i < _size; i++)
        {
            unit[i] = 1;
            Solve(unit).CopyTo(inverse, i * _size);
            unit[i] = 0;
        }

        return inverse;
    }
}
