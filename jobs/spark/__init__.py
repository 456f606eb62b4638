"""Training on Spark: the functions that clean and count here run there, a group of shoppers at a time.

Rows are cleaned on the cluster; what is left, 25 bytes an action, comes back to the driver, which validates and blends.
The models whose counts grow with the log (transitions, item_knn, als) are fitted on the cluster again, the others on
the driver.
"""
