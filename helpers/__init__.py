"""The shared code of Shape Clinic: four storeys, each a package that imports only from those below.

clinic (the diagnosis, which works in any program), course (what the lessons are made of), pictures
(what is seen), panels (what moves). Importing this changes nothing; see `course.quiet` for a start
without TensorFlow's lines.
"""
