"""What the learner does: exercises with a check, hints and a solution. One file a visit:

`start` the first page, `fixed_size` the first visit, `channels` the second, `mixed_batch` the
third, `silent` the fifth, `trial` the sixth and `own_model` the seventh; `exercise` is what they
share. A notebook imports its own: `from helpers.course.exercises import fixed_size as exercises`.
"""
